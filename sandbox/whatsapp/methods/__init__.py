"""What the Graph API does, by room: sending, files, templates, and the business itself.

Each method takes the state and the request and gives the JSON of its answer, or the answer whole.
"""
