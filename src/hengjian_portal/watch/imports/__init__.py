"""Tables from elsewhere: read, understood row by row, and sorted before anything is written."""
