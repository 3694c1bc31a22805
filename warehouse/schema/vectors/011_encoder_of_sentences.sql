-- Which encoder made a sentence's vector; so far there was one.
ALTER TABLE store.sentences
ADD COLUMN IF NOT EXISTS sha256 VARCHAR DEFAULT '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db'
