-- Apps that software acts for which decides by itself what to do with its access.
ALTER TABLE apps ADD COLUMN ai_agent {bool} NOT NULL DEFAULT false;
