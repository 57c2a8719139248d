using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Visio.LiveKit.Signalling;

/// <summary>Serves <c>//rtc</c> as <c>/rtc</c>: before routing, which would not find it.</summary>
internal sealed class DoubleSlashFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext context, RequestDelegate following) =>
        {
            if (context.Request.Path.Value is ['/', '/', ..] path)
            {
                context.Request.Path = "/" + path.TrimStart('/');
            }

            return following(context);
        });
        next(app);
    };
}
