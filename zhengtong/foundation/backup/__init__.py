"""Backups: one file that holds database and files and no key; restored and proved (备份与恢复)."""
