;;; compile.el --- What `M-x compile' finds  -*- lexical-binding: t -*-

;; The places that `next-error' gets to, and how many errors, warnings and notes are counted.

(find-file (getenv "CDSL_FILE"))
(let ((buffer (compile compile-command))
      (places nil))
  (driven-wait (lambda () (not (process-live-p (get-buffer-process buffer)))))
  (with-current-buffer buffer
    (compilation--ensure-parse (point-max)))
  (setq compilation-skip-threshold 0)
  (condition-case nil
      (while t
        (next-error)
        (push (append (driven-place (point)) (list (buffer-file-name))) places))
    (user-error nil))
  (driven-write
   `((places . ,(vconcat (nreverse places)))
     (counts . ,(with-current-buffer buffer
                  (vector compilation-num-errors-found compilation-num-warnings-found
                          compilation-num-infos-found))))))
