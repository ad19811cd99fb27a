-- How often the limits refused a client in the hour that it was last refused in.
CREATE TABLE refusals (
    tenant_id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    hour {long} NOT NULL,
    refused {long} NOT NULL,
    refused_at {time} NOT NULL,
    CONSTRAINT refusals_tenant_id_credential_id PRIMARY KEY (tenant_id, credential_id),
    FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id)
) {strict};
