using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit.Web;

namespace Visio.LiveKit;

/// <summary>Media on the ports of the web.</summary>
public static class LiveKitListenOptionsExtensions
{
    /// <summary>Takes ICE and TURN out of TLS on this port. To be said after <c>UseHttps</c>.</summary>
    public static ListenOptions UseLiveKitMedia(this ListenOptions listen)
    {
        var media = listen.ApplicationServices.GetRequiredService<IWebMedia>();
        listen.Use(next => new MediaInsideTls(media, next).OnConnectionAsync);
        return listen;
    }
}
