"""What a predictor may be trained to ignore, and what differs between sites."""
