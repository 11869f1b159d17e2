"""What a link to a page looks like elsewhere: a title, a description, and a picture drawn while the site is built."""
