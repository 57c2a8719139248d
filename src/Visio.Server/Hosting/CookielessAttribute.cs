namespace Visio.Server.Hosting;

/// <summary>
/// Marks an endpoint that programs call: it reads no cookie, so nothing is won by making a browser call it, and forms are welcome.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CookielessAttribute : Attribute;
