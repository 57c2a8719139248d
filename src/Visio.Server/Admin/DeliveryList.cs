namespace Visio.Server.Admin;

/// <summary>A part of a webhook's deliveries.</summary>
/// <param name="Deliveries">The newest first.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
internal sealed record DeliveryList(IReadOnlyList<DeliveryView> Deliveries, string? Next);
