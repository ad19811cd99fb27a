ALTER TABLE credentials DROP CONSTRAINT credentials_auth_method_check;
ALTER TABLE credentials ADD CONSTRAINT credentials_auth_method_check
    CHECK (auth_method IN ('client_secret', 'private_key_jwt', 'workload_identity'));
ALTER TABLE apps DROP CONSTRAINT apps_hand_over_check;
ALTER TABLE apps ADD CONSTRAINT apps_hand_over_check
    CHECK (hand_over IN ('admin_shares', 'developer_collects', 'keyless', 'workload'));
