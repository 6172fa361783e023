;;; driven.el --- What the scripts beside this one share  -*- lexical-binding: t -*-

(require 'flymake)
(require 'json)
(package-initialize)
(setq make-backup-files nil)

(defun driven-wait (done)
  "Let processes go on until DONE says so, or half a minute is over."
  (let ((end (+ (float-time) 30)))
    (while (and (not (funcall done)) (< (float-time) end))
      (accept-process-output nil 0.1))))

(defun driven-count (when)
  "How many findings there are WHEN."
  (string-to-number (getenv when)))

(defun driven-place (position)
  "Line and column of POSITION, from 1, in characters."
  (save-excursion
    (goto-char position)
    (list (line-number-at-pos) (1+ (- position (line-beginning-position))))))

(defun driven-edit ()
  "Put the misspelled word right, without saving."
  (goto-char (point-min))
  (search-forward "emal")
  (replace-match "email"))

(defun driven-flymake (when)
  "The diagnostics of Flymake, as many as there are WHEN."
  (flymake-start)
  (driven-wait (lambda () (= (length (flymake-diagnostics)) (driven-count when))))
  (vconcat
   (mapcar (lambda (one)
             (append (driven-place (flymake-diagnostic-beg one))
                     (driven-place (flymake-diagnostic-end one))
                     (list (flymake-diagnostic-type one) (flymake-diagnostic-text one))))
           (sort (flymake-diagnostics)
                 (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b)))))))

(defun driven-write (shown)
  "Hand SHOWN to the test, as JSON."
  (let ((coding-system-for-write 'utf-8-unix))
    (with-temp-file (getenv "CDSL_OUT")
      (insert (json-encode shown)))))

;;; driven.el ends here
