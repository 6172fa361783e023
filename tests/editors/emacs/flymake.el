;;; flymake.el --- What Flymake shows by itself  -*- lexical-binding: t -*-

(find-file (getenv "CDSL_FILE"))
(let ((before (driven-flymake "CDSL_BEFORE")))
  (driven-edit)
  (flymake-start) ; its report, superseded at once, must not come
  (driven-write
   `((before . ,before)
     (after . ,(driven-flymake "CDSL_AFTER"))
     (runs . ,(vconcat (delq 'flymake-proc-legacy-flymake (flymake-running-backends)))))))
