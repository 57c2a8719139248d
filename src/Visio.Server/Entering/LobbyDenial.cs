namespace Visio.Server.Entering;

/// <summary>Somebody who waited was turned away.</summary>
/// <param name="Reason"><c>denied</c> by a host, or the code of a refusal to join: <c>room_locked</c>, <c>banned</c>, <c>room_not_found</c>, …</param>
/// <param name="RetryAfter">Seconds after which to ask again; null where there is no use in it for now.</param>
internal sealed record LobbyDenial(string Reason, int? RetryAfter)
{
    /// <summary>The <see cref="Reason"/> where a host did it.</summary>
    public const string ByHost = "denied";
}
