"""Les producteurs de données : un module par source, et le département fictif 00."""
