"""What exists: the services of a territory, where they are competent, open and near."""
