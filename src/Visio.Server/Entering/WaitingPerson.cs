using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Somebody who waits, as hosts see them.</summary>
/// <param name="Id">To admit, deny or write to.</param>
/// <param name="Name">The name that the person goes by.</param>
/// <param name="Guest">Whether there is no account.</param>
/// <param name="Email">The account's address; told to hosts with an account only.</param>
/// <param name="Kind">How the person enters.</param>
/// <param name="Since">Since when.</param>
/// <param name="Connected">Whether the person's stream is open; the place is kept a while without it.</param>
internal sealed record WaitingPerson(string Id, string Name, bool Guest, string? Email, EntryKind Kind, DateTimeOffset Since, bool Connected);
