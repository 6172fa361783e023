;;; flycheck.el --- What Flycheck shows  -*- lexical-binding: t -*-

(require 'flycheck)

(defun shown (when)
  "The errors of Flycheck, as many as there are WHEN."
  (flycheck-buffer)
  (driven-wait (lambda () (= (length flycheck-current-errors) (driven-count when))))
  (vconcat
   (mapcar (lambda (one)
             (list (flycheck-error-line one) (flycheck-error-column one)
                   (flycheck-error-end-line one) (flycheck-error-end-column one)
                   (flycheck-error-level one) (flycheck-error-message one)
                   (flycheck-error-id one)))
           flycheck-current-errors)))

(find-file (getenv "CDSL_FILE"))
(let ((before (shown "CDSL_BEFORE")))
  (driven-edit)
  (driven-write `((before . ,before) (after . ,(shown "CDSL_AFTER")))))
