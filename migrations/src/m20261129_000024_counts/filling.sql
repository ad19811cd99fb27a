INSERT INTO app_counts (app_id, decided, connected)
    SELECT app_id, COUNT(*), SUM(CASE WHEN state IN ('active', 'paused') THEN 1 ELSE 0 END)
    FROM connections GROUP BY app_id;
INSERT INTO tenant_counts (tenant_id, decided, connected)
    SELECT tenant_id, COUNT(*), SUM(CASE WHEN state IN ('active', 'paused') THEN 1 ELSE 0 END)
    FROM connections GROUP BY tenant_id;
