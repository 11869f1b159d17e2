"""Markdown to `Page`: fences, examples, and what their options say."""
