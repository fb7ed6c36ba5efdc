"""Letters in words: what stands in the placeholders of their templates."""
