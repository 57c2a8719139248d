namespace Visio.Server.Applications;

/// <summary>A webhook's name has no address that may be connected to.</summary>
internal sealed class WebhookAddressException() : Exception("The address is not allowed.");
