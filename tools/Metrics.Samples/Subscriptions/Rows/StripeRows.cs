using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;
using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Rows;

/// <summary>Stripe's objects by their native names: Unix seconds, whole numbers of the currency's minor unit, nested JSON.</summary>
internal sealed class StripeRows(SampleFiles files) : IAsyncDisposable
{
    private readonly StripeFile _charges = new(files, "charges",
        "id amount amount_captured amount_refunded currency created status paid captured refunded disputed livemode customer invoice "
        + "payment_intent description "
        + "failure_code failure_message outcome payment_method_details metadata billing_details receipt_email");

    private readonly StripeFile _subscriptions = new(files, "subscriptions",
        "id status customer created start_date current_period_start current_period_end cancel_at_period_end canceled_at ended_at "
        + "trial_end latest_invoice metadata livemode");

    private readonly StripeFile _invoices = new(files, "invoices",
        "id subscription charge customer billing_reason currency amount_due amount_paid amount_remaining attempt_count paid status "
        + "period_start period_end created");

    private readonly StripeFile _intents = new(
        files, "payment_intents", "id amount currency status invoice customer canceled_at cancellation_reason created");
    private readonly StripeFile _refunds = new(files, "refunds", "id charge amount currency status reason created");

    private StripeFile[] All => [_charges, _subscriptions, _invoices, _intents, _refunds];

    public async Task WriteHeadersAsync(CancellationToken ct)
    {
        foreach (var file in All)
            await file.HeaderAsync(ct);
    }

    public async Task WriteAsync(Person person, CancellationToken ct)
    {
        foreach (var purchase in person.Purchases)
        {
            if (purchase.StripeId is { } id)
                await WriteAsync(id, purchase, person, ct);
            foreach (var payment in purchase.Payments)
                await WriteAsync(payment, purchase.StripeId, purchase.Currency, person, ct);
        }

        foreach (var payment in person.Strays)
            await WriteAsync(payment, null, Currency.Dollar, person, ct);
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        foreach (var file in All)
            await file.Lines.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in All)
            await file.DisposeAsync();
    }

    private async Task WriteAsync(string id, Purchase purchase, Person person, CancellationToken ct)
    {
        var last = purchase.Payments[^1];
        _subscriptions.Lines.Text(id).Text(purchase.EndedAt is null ? "active" : purchase.First is null ? "incomplete_expired" : "canceled")
            .Text(person.CustomerId)
            .Time(purchase.At).Time(purchase.At).Time(last.Attempts[0].At).Time(purchase.Plan.After(last.Attempts[0].At, 1)).Flag(false)
            .Time(purchase.EndedAt).Time(purchase.EndedAt).Text("").Text(last.InvoiceId)
            .Text(purchase.Stated is { } session ? $$"""{"ff_session_id":"{{session.Id}}"}""" : "{}").Flag(last.Attempts[0].Live);
        await _subscriptions.Lines.EndAsync(ct);
    }

    private async Task WriteAsync(Payment payment, string? subscription, Currency currency, Person person, CancellationToken ct)
    {
        var (first, last) = (payment.Attempts[0], payment.Attempts[^1]);
        foreach (var charge in payment.Attempts)
        {
            Write(charge, payment, currency, person);
            await _charges.Lines.EndAsync(ct);
            foreach (var refund in charge.Refunds)
            {
                _refunds.Lines.Text(refund.Id).Text(charge.Id).Number(refund.Amount).Text(currency.Code)
                    .Text(refund.Failed ? "failed" : "succeeded")
                    .Text("requested_by_customer").Time(refund.At);
                await _refunds.Lines.EndAsync(ct);
            }
        }

        _intents.Lines.Text(payment.IntentId).Number(first.Amount).Text(currency.Code)
            .Text(last.Succeeded ? "succeeded" : last.Pending ? "processing" : "requires_payment_method").Text(payment.InvoiceId)
            .Text(person.CustomerId)
            .Text("").Text("").Time(first.At);
        await _intents.Lines.EndAsync(ct);
        if (payment.InvoiceId is null)
            return;
        var paid = last.Succeeded ? first.Amount : 0;
        _invoices.Lines.Text(payment.InvoiceId).Text(subscription).Text(last.Id).Text(person.CustomerId).Text(payment.Reason)
            .Text(currency.Code)
            .Number(first.Amount).Number(paid).Number(first.Amount - paid).Number(payment.Attempts.Count).Flag(last.Succeeded)
            .Text(last.Succeeded ? "paid" : "open").Time(first.At).Time(first.At).Time(first.At);
        await _invoices.Lines.EndAsync(ct);
    }

    private void Write(Charge charge, Payment payment, Currency currency, Person person)
    {
        var status = charge.Succeeded ? "succeeded" : charge.Pending ? "pending" : "failed";
        var reason = charge.Decline?.Said is { } said ? $"\"{said}\"" : "null";
        var outcome = charge.Decline is not null
            ? $$"""{"type":"issuer_declined","network_status":"declined_by_network","reason":{{reason}}}"""
            : """{"type":"authorized","network_status":"approved_by_network","reason":null}""";
        var country = person.Market.Country.Length == 2 ? person.Market.Country : "US";
        _charges.Lines.Text(charge.Id).Number(charge.Amount).Number(charge.Succeeded ? charge.Amount : 0).Number(charge.Refunded)
            .Text(currency.Code)
            .Time(charge.At).Text(status).Flag(charge.Succeeded).Flag(charge.Succeeded)
            .Flag(charge.Succeeded && charge.Refunded == charge.Amount).Flag(false).Flag(charge.Live)
            .Text(person.CustomerId).Text(payment.InvoiceId).Text(payment.IntentId)
            .Text(payment.Reason switch
            {
                "subscription_create" => "Subscription creation",
                "subscription_update" => "Subscription update",
                "manual" => "",
                _ => "Payment for invoice",
            })
            .Text(charge.Decline?.Code).Text(charge.Decline is null ? "" : "Your card was declined.").Text(outcome)
            .Text($"{{\"card\":{{\"brand\":\"visa\",\"country\":\"{country}\",\"funding\":\"credit\"}}}}").Text("{}")
            .Text($$"""{"email":"{{person.Email}}"}""").Text(person.Email);
    }
}

/// <summary>One kind of Stripe's objects as a CSV file.</summary>
internal sealed class StripeFile : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly string _columns;

    public StripeFile(SampleFiles files, string name, string columns)
    {
        (_stream, _columns) = (files.Create($"stripe_{name}.csv"), columns);
        Lines = new CsvLines(_stream);
    }

    public CsvLines Lines { get; }

    public ValueTask HeaderAsync(CancellationToken ct) => Lines.HeaderAsync(_columns, ct);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}

/// <summary>Fields as Stripe writes them.</summary>
internal static class StripeText
{
    public static CsvLines Flag(this CsvLines lines, bool value) => lines.Text(value ? "true"u8 : "false"u8);

    /// <summary>Seconds since 1970, as Stripe counts time.</summary>
    public static CsvLines Time(this CsvLines lines, DateTime? at) =>
        at is { } moment ? lines.Number(new DateTimeOffset(moment).ToUnixTimeSeconds()) : lines.Text("");
}
