namespace Visio.Server.Settings;

/// <summary>When passwords and passkeys of this server are good for signing in.</summary>
internal enum LocalSignIn
{
    /// <summary>While there is no identity provider.</summary>
    Automatic,
    On,
    Off,
}
