namespace EscalationBot.Core.Desk.Forms;

#pragma warning disable CS1591 // the names are their own description
/// <summary>Ids of the forms' fields, and values of choices.</summary>
public static class FormFields
{
    public const string Text = "text",
        Queue = "queue",
        Priority = "priority",
        Category = "category",
        AskedBack = "asked_back",
        How = "how",
        Person = "person",
        Missing = "missing",
        Department = "department",
        Until = "until",
        Number = "number",
        Question = "question_text",
        Readers = "readers",
        KeepBack = "keep",
        OpenToQueue = "open",
        Verdict = "verdict",
        Criterion = "criterion";

    /// <summary>Of the form that makes a case, beside the facts of intake.yaml.</summary>
    public const string Account = "account",
        Tried = "tried",
        Urgency = "urgency";

    /// <summary>Of the form that credits a client; no id of intake.yaml is likely to be the same.</summary>
    public const string GrantAction = "credit_action",
        Amount = "credit_amount";
}
