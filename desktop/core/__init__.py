"""The school's vocabulary without storage or screen: fields, values, dates, codes, checks, policy, errors."""
