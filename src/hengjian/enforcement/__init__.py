"""How a breach is pursued: inspection, directive, penalty case, referral, each as one closed table."""
