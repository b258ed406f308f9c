namespace Metrics.Samples.Subscriptions.Money;

/// <summary>A way for a charge to fail: what Stripe calls it, what the issuer said, and what is to be done.</summary>
/// <param name="Code">Stripe's failure code.</param>
/// <param name="Said">The reason in the charge's outcome; the real one where the code only says card_declined.</param>
/// <param name="Category">The kind of reason it is.</param>
/// <param name="Action">What is to be done about it.</param>
internal sealed record Decline(string Code, string? Said, string Category, string Action)
{
    public static readonly Decline[] All =
    [
        new("card_declined", "insufficient_funds", "insufficient_funds", "retry_eligible"),
        new("card_declined", "insufficient_funds", "insufficient_funds", "retry_eligible"),
        new("card_declined", "insufficient_funds", "insufficient_funds", "retry_eligible"),
        new("card_declined", "generic_decline", "card_declined", "request_new_card"),
        new("card_declined", "generic_decline", "card_declined", "request_new_card"),
        new("card_declined", "do_not_honor", "card_declined", "request_new_card"),
        new("card_declined", null, "card_declined", "request_new_card"),
        new("insufficient_funds", null, "insufficient_funds", "retry_eligible"),
        new("card_declined", "fraudulent", "fraud_block", "contact_support"),
        new("card_declined", "stolen_card", "fraud_block", "contact_support"),
        new("card_declined", "card_velocity_exceeded", "card_declined", "retry_eligible"),
        new("expired_card", null, "expired_card", "request_new_card"),
        new("incorrect_cvc", null, "invalid_card", "request_new_card"),
        new("authentication_required", null, "authentication_required", "verify_3ds"),
        new("processing_error", null, "processing_error", "retry_eligible"),
        new("card_declined", "try_again_later", "technical_error", "retry_eligible"),
    ];

    /// <summary>Why it failed, as closely as anybody said.</summary>
    public string Reason => Said ?? Code;
}
