"""Reading a *constancia de trámite*, PDF or photo: text layer first, else OCR, in memory and in a process apart.

Every worker imports this package at its start, so nothing is imported here.
"""
