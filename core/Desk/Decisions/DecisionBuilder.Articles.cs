using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Articles of a decision.</summary>
public sealed partial class DecisionBuilder
{
    private readonly List<ArticleDraft> _drafts = [];
    private readonly List<Article> _articles = [];

    /// <summary>Keeps a new or changed draft of an article.</summary>
    internal ArticleDraft Keep(ArticleDraft changed)
    {
        var kept = changed with { Version = changed.Id == Loaded.Draft?.Id ? Loaded.Draft.Version + 1 : 1 };
        _drafts.Add(kept);
        return kept;
    }

    /// <summary>The article is in the knowledge base with this decision.</summary>
    internal void Publish(Article article) => _articles.Add(article);

    /// <summary>Shows the draft's card in the place of its queue.</summary>
    internal void ShowDraft(ArticleDraft draft)
    {
        var place = (Loaded.Organisation.FindQueue(draft.Queue) ?? Loaded.Organisation.DefaultQueue).Place;
        ShowPlainly(
            draft.Slot,
            new Destination.At(new Place(place.Channel, place.Id)),
            draft.Slot,
            new DraftCards(Loaded.Workplace, Words, Now).ForQueue(draft)
        );
    }
}
