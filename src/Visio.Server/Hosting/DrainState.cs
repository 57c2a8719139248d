namespace Visio.Server.Hosting;

/// <summary>Whether the server is being stopped: no new joins then, and <c>/healthz</c> answers 503.</summary>
internal sealed class DrainState
{
    private volatile bool _draining;

    public bool Draining => _draining;

    public void Begin() => _draining = true;
}
