"""What only this site needs: previews of links, reading times, the playground, the search, line breaks and heights."""
