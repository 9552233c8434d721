"""Risk hits (布控): which members, goods and ways an officer looks at before they go on."""
