namespace Visio.Server.Tests.Hostile;

/// <summary>Who sends hostile input.</summary>
internal enum AttackCaller
{
    Anonymous,

    /// <summary>Signed in, administers the server, owns the room and is in its meeting: gets past every refusal for who somebody is.</summary>
    Administrator,
}
