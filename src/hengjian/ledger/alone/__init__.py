"""One file that anybody can download, read and run; it imports nothing of ours."""
