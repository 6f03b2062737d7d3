"""Fine-tuning of the token and relation classifiers, and their export to ONNX."""
