"""The exact quota: nobody takes more than the exemption, however long sites are cut off."""
