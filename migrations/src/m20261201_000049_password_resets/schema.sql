-- Who asked for a link to a new password by mail. The link is made when it is mailed, in `password_links`; then the row
-- is gone. The address need not be anyone's.
CREATE TABLE password_resets (
    id {uuid} NOT NULL PRIMARY KEY,
    email text NOT NULL,
    expires_at {time} NOT NULL
) {strict};
