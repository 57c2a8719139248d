using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Applications;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/applications/{id}/webhooks</c>: who is told what happens, and what became of it.</summary>
internal static class WebhookEndpoints
{
    private const string TestEvent = "webhook.test";

    public static void MapWebhooks(this IEndpointRouteBuilder admin)
    {
        var webhooks = admin.MapGroup("/applications/{id:guid}/webhooks").ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapGet("", List).WithName("listWebhooks").WithSummary("The webhooks of an application");
        webhooks.MapPost("", Create).WithName("createWebhook").WithSummary("Add a webhook; the answer has the key of its signatures")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapPatch("/{webhook:guid}", Update).WithName("updateWebhook").WithSummary("Change, disable or enable a webhook")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        webhooks.MapDelete("/{webhook:guid}", Delete).WithName("deleteWebhook").WithSummary("Remove a webhook with its deliveries");
        webhooks.MapPost("/{webhook:guid}/secret", ChangeSecret).WithName("changeWebhookSecret")
            .WithSummary("A new key; for 24 hours deliveries are signed with the former one as well");
        webhooks.MapPost("/{webhook:guid}/test", Test).WithName("testWebhook").WithSummary("Send an event of the kind webhook.test")
            .ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapGet("/{webhook:guid}/deliveries", Deliveries).WithName("listDeliveries").WithSummary("What was sent, and what became of it");
        webhooks.MapPost("/{webhook:guid}/deliveries/{delivery:guid}/retry", Retry).WithName("retryDelivery")
            .WithSummary("Send a delivery again, now").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<WebhookList>, ProblemHttpResult>> List(
        Guid id, [AsParameters] Page page, VisioDb db, CancellationToken cancellationToken)
    {
        if (!await db.Applications.AnyAsync(a => a.Id == id, cancellationToken))
        {
            return ApplicationProblems.ApplicationNotFound;
        }

        var (found, next) = await page.ReadAsync(
            db.Webhooks.AsNoTracking().Where(w => w.ApplicationId == id).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id), cancellationToken);
        return TypedResults.Ok(new WebhookList([.. found.Select(w => WebhookView.Of(w))], next));
    }

    private static async Task<Results<Created<WebhookView>, ProblemHttpResult>> Create(
        Guid id,
        WebhookRequest request,
        Caller caller,
        VisioDb db,
        VisioSettings settings,
        WebhookSecrets secrets,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!await db.Applications.AnyAsync(a => a.Id == id, cancellationToken))
        {
            return ApplicationProblems.ApplicationNotFound;
        }

        if (!WebhookInput.TryReadUrl(request.Url, settings.WebhookNetworks.Count > 0, out var url))
        {
            return ApplicationProblems.InvalidUrl;
        }

        if (!WebhookInput.TryReadEvents(request.Events ?? ["*"], out var events))
        {
            return ApplicationProblems.InvalidEvents;
        }

        if (await db.Webhooks.CountAsync(w => w.ApplicationId == id, cancellationToken) >= WebhookInput.MaxPerApplication)
        {
            return ApplicationProblems.TooManyWebhooks;
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var (secret, sealedSecret) = secrets.New();
        var webhook = new Webhook { Id = Guid.CreateVersion7(now), ApplicationId = id, Url = url, SealedSecret = sealedSecret, Events = events, CreatedAt = now };
        db.Webhooks.Add(webhook);
        db.Record(caller.Did("webhook.create", webhook.Id.ToString(), details: new { application = id, events }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/admin/applications/{id}/webhooks/{webhook.Id}", WebhookView.Of(webhook, secret));
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Update(
        Guid id,
        [FromRoute(Name = "webhook")] Guid webhookId,
        WebhookRequest request,
        Caller caller,
        VisioDb db,
        VisioSettings settings,
        WebhookDispatcher dispatcher,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, webhookId, cancellationToken) is not { } webhook)
        {
            return ApplicationProblems.WebhookNotFound;
        }

        var (url, events) = (webhook.Url, webhook.Events);
        if (request.Url is not null && !WebhookInput.TryReadUrl(request.Url, settings.WebhookNetworks.Count > 0, out url))
        {
            return ApplicationProblems.InvalidUrl;
        }

        if (request.Events is not null && !WebhookInput.TryReadEvents(request.Events, out events))
        {
            return ApplicationProblems.InvalidEvents;
        }

        (webhook.Url, webhook.Events) = (url, events);
        if (request.Disabled is { } disabled)
        {
            webhook.DisabledAt = disabled ? webhook.DisabledAt ?? time.GetUtcNow() : null;
            webhook.FailingSince = disabled ? webhook.FailingSince : null;
        }

        db.Record(caller.Did("webhook.update", webhook.Id.ToString(), details: new { application = id, events, request.Disabled }));
        await db.SaveChangesAsync(cancellationToken);
        dispatcher.Wake();
        return TypedResults.Ok(WebhookView.Of(webhook));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, [FromRoute(Name = "webhook")] Guid webhookId, Caller caller, VisioDb db, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, webhookId, cancellationToken) is not { } webhook)
        {
            return ApplicationProblems.WebhookNotFound;
        }

        db.Webhooks.Remove(webhook);
        db.Record(caller.Did("webhook.delete", webhook.Id.ToString(), details: new { application = id }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ChangeSecret(
        Guid id,
        [FromRoute(Name = "webhook")] Guid webhookId,
        Caller caller,
        VisioDb db,
        WebhookSecrets secrets,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, webhookId, cancellationToken) is not { } webhook)
        {
            return ApplicationProblems.WebhookNotFound;
        }

        var secret = secrets.Change(webhook);
        db.Record(caller.Did("webhook.secret", webhook.Id.ToString(), details: new { application = id }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(WebhookView.Of(webhook, secret));
    }

    private static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> Test(
        Guid id,
        [FromRoute(Name = "webhook")] Guid webhookId,
        VisioDb db,
        WebhookDispatcher dispatcher,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, webhookId, cancellationToken) is not { } webhook)
        {
            return ApplicationProblems.WebhookNotFound;
        }

        if (webhook.DisabledAt is not null)
        {
            return ApplicationProblems.WebhookDisabled;
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var delivery = WebhookQueue.NewDelivery(webhookId, new(TestEvent, now, null, new { }), null, now);
        db.WebhookDeliveries.Add(delivery);
        await db.SaveChangesAsync(cancellationToken);
        dispatcher.Wake();
        return TypedResults.Accepted((string?)null, DeliveryView.Of(delivery));
    }

    private static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> Deliveries(
        Guid id,
        [FromRoute(Name = "webhook")] Guid webhookId,
        [AsParameters] Page page,
        VisioDb db,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, webhookId, cancellationToken) is null)
        {
            return ApplicationProblems.WebhookNotFound;
        }

        var (found, next) = await page.ReadAsync(
            db.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == webhookId).OrderByDescending(d => d.Id), cancellationToken);
        return TypedResults.Ok(new DeliveryList([.. found.Select(DeliveryView.Of)], next));
    }

    private static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> Retry(
        Guid id,
        [FromRoute(Name = "webhook")] Guid webhookId,
        [FromRoute(Name = "delivery")] Guid deliveryId,
        VisioDb db,
        WebhookDispatcher dispatcher,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, webhookId, cancellationToken) is not { } webhook)
        {
            return ApplicationProblems.WebhookNotFound;
        }

        if (webhook.DisabledAt is not null)
        {
            return ApplicationProblems.WebhookDisabled;
        }

        var now = time.GetUtcNow();
        var asked = db.WebhookDeliveries.Where(d => d.Id == deliveryId && d.WebhookId == webhookId);
        if (await asked.ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAttemptAt, now), cancellationToken) == 0)
        {
            return ApplicationProblems.DeliveryNotFound;
        }

        dispatcher.Wake();
        return TypedResults.Accepted((string?)null, DeliveryView.Of(await asked.AsNoTracking().SingleAsync(cancellationToken)));
    }

    /// <summary>The webhook, if it is one of that application's.</summary>
    private static Task<Webhook?> FindAsync(VisioDb db, Guid application, Guid webhook, CancellationToken cancellationToken) =>
        db.Webhooks.SingleOrDefaultAsync(w => w.Id == webhook && w.ApplicationId == application, cancellationToken);
}
