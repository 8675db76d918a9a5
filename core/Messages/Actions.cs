namespace EscalationBot.Core.Messages;

#pragma warning disable CS1591 // the names are their own description; the comments say what is not obvious
/// <summary>Names of what buttons and forms do. They are stored in cards that live for months: never rename one.</summary>
public static class Actions
{
    // Answers. Data: question (id), article (id).
    public const string Solved = "solved",
        GetSpecialist = "get_specialist",
        Why = "why",
        CopyForClient = "copy_for_client",
        PickArticle = "pick_article",
        NoneOfThese = "none_of_these",
        SendToSpecialists = "send_to_specialists",
        AddToCase = "add_to_case",
        Feedback = "feedback",
        EscalateMessage = "escalate_message";

    // Cases. Data: case (id).
    public const string Claim = "claim",
        AskRep = "ask_rep",
        AnswerAsk = "answer_ask",
        ReplyToRep = "reply_to_rep",
        TakeBack = "take_back",
        Resolve = "resolve",
        More = "more",
        Transfer = "transfer",
        Release = "release",
        Priority = "priority",
        Category = "category",
        Department = "department",
        DepartmentDone = "department_done",
        DepartmentNeedsInfo = "department_needs_info",
        DepartmentDeclines = "department_declines",
        DepartmentAnswer = "department_answer",
        DepartmentCopy = "department_copy",
        Credit = "credit",
        Incident = "incident",
        Decline = "decline",
        NotMe = "not_me",
        Consult = "consult",
        ConsultAnswer = "consult_answer",
        ConsultDecline = "consult_decline",
        ConsultEscalate = "consult_escalate",
        Invite = "invite",
        InviteAccept = "invite_accept",
        InviteDecline = "invite_decline",
        Link = "link",
        Merge = "merge",
        Unmerge = "unmerge",
        Split = "split",
        Follow = "follow",
        Unfollow = "unfollow",
        ClientTold = "client_told",
        ToldHow = "told_how",
        Reopen = "reopen",
        Rate = "rate",
        Reassign = "reassign",
        StillOnIt = "still_on_it",
        PromiseKept = "promise_kept",
        ClientUpdated = "client_updated",
        ShowCase = "show_case",
        Details = "details",
        Snooze = "snooze",
        Wake = "wake",
        KeepOpen = "keep_open",
        CloseStale = "close_stale",
        Hold = "hold",
        Unhold = "unhold",
        ShowHidden = "show_hidden",
        ReloadAccount = "reload_account",
        AddDetails = "add_details",
        AnswerToCase = "answer_to_case",
        NewQuestion = "new_question",
        AskAnyway = "ask_anyway";

    // Cases of an incident. Data: case (id).
    public const string LeaveIncident = "leave_incident",
        Verified = "verified",
        StillBroken = "still_broken";

    // Incidents. Data: incident (id).
    public const string Declare = "declare",
        Dismiss = "dismiss_incident",
        JoinAlike = "join_alike",
        UpdateIncident = "update_incident",
        FixIncident = "fix_incident",
        MergeIncident = "merge_incident",
        UndoIncident = "undo_incident",
        ReopenIncident = "reopen_incident",
        IncidentMemo = "incident_memo";

    // Articles that cases teach. Data: case (id), then draft (id).
    public const string WriteArticle = "write_article",
        ReviewArticle = "review_article",
        PublishArticle = "publish_article",
        ReturnArticle = "return_article";

    // Articles that colleagues doubt. Data: article (id).
    public const string StillRight = "still_right";

    // Changes of the criteria. Data: draft (id), version (that was shown).
    public const string AskForCriteria = "ask_for_criteria",
        PublishCriteria = "publish_criteria",
        DiscardCriteria = "discard_criteria",
        RollBackCriteria = "roll_back_criteria";

    // What a verdict should have been. Data: case or question (id); then label (id).
    public const string WrongVerdict = "wrong_verdict",
        TakeBackVerdict = "take_back_verdict",
        DismissVerdict = "dismiss_verdict";

    // Approvals. Data: approval (id).
    public const string Approve = "approve",
        RefuseApproval = "refuse_approval";

    // Anywhere.
    public const string Help = "help",
        MyCases = "my_cases",
        Digest = "digest",
        Figures = "figures",
        Everything = "everything",
        Exceptions = "exceptions",
        Weeks = "weeks",
        LookBack = "look_back",
        SendAgain = "send_again",
        Refresh = "refresh",
        FormTooLate = "form_too_late";
}

/// <summary>Names of what buttons and forms carry.</summary>
public static class DataKeys
{
    public const string Case = "case",
        Question = "question",
        Article = "article",
        Text = "text",
        Slot = "slot",
        Ask = "ask",
        Request = "request",
        Consult = "consult",
        Invite = "invite",
        Message = "message",
        Person = "person",
        Who = "who",
        Approval = "approval",
        Incident = "incident",
        Draft = "draft",
        Label = "label",
        Version = "version",
        From = "from",
        Until = "until",
        GrantAction = "grant_action",
        Amount = "amount",
        Account = "account";
}
#pragma warning restore CS1591
