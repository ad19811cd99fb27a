-- Whether the link is mailed to its address, and to no one else. Its token is made when it is mailed.
ALTER TABLE invitations ADD COLUMN mailed {bool} NOT NULL DEFAULT FALSE;
