"""Sichuan and Chongqing share what they know of dangerous products and act jointly."""
