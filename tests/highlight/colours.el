;;; colours.el --- The faces of files  -*- lexical-binding: t -*-

;; The arguments are files; prints a list for each: (start end face), from 0.

(require 'cdsl-font-lock)
(require 'font-lock)

(dolist (file command-line-args-left)
  (with-temp-buffer
    (let ((coding-system-for-read 'utf-8-unix))
      (insert-file-contents file))
    (cdsl-font-lock-setup)
    (font-lock-set-defaults)
    (font-lock-ensure)
    (let ((at (point-min)) (pieces nil))
      (while (< at (point-max))
        (let ((next (next-single-property-change at 'face nil (point-max)))
              (face (get-text-property at 'face)))
          (when face (push (list (1- at) (1- next) (format "%s" face)) pieces))
          (setq at next)))
      (princ (json-encode (vconcat (nreverse pieces))))
      (terpri))))
(setq command-line-args-left nil)
