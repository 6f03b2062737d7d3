"""Vocabularies in, concepts out: one kind of file or package a module."""
