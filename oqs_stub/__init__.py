"""The national side as a stub: マイナ在宅受付Web, OQS, 資格確認端末, the folders."""
