;;; layout.el --- Indentation and layout  -*- lexical-binding: t -*-

;; The arguments are files; those that look otherwise when they are indented from nothing, and what
;; becomes of a text that is laid out, and of one that cannot be.

(defun laid-out (text)
  "What becomes of TEXT."
  (with-temp-buffer
    (insert text)
    (cdsl-mode)
    (cdsl-format-buffer)
    (buffer-string)))

(let ((changed nil))
  (dolist (file command-line-args-left)
    (with-temp-buffer
      (insert-file-contents file)
      (cdsl-mode)
      (let ((text (buffer-string))
            (inhibit-message t))
        (while (re-search-forward "^ +" nil t)
          (replace-match ""))
        (indent-region (point-min) (point-max))
        (unless (equal (buffer-string) text)
          (push file changed)))))
  (setq command-line-args-left nil)
  (driven-write
   `((changed . ,(vconcat changed))
     (formatted . ,(laid-out (with-temp-buffer
                               (insert-file-contents (getenv "CDSL_FILE"))
                               (buffer-string))))
     (unfinished . ,(laid-out "smart list \"A\" {  ")))))
