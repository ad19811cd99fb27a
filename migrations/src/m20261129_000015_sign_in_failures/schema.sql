-- Wrong passwords by the hour, of each account, address and known device. `subject` is a hash: what someone types into
-- a sign-in form is not kept.
CREATE TABLE sign_in_failures (
    subject text NOT NULL,
    hour {long} NOT NULL,
    failures {long} NOT NULL,
    CONSTRAINT sign_in_failures_subject_hour PRIMARY KEY (subject, hour)
) {strict};
CREATE INDEX sign_in_failures_by_hour ON sign_in_failures (hour);
