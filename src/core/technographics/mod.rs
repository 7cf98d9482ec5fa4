//! What a user agent and its client hints say about the device.
