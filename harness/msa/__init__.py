"""マイナ資格確認アプリ（居宅同意取得型） as the bench plays it; knows ports alone."""
