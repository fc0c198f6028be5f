namespace Lora.Tagging;

/// <summary>
/// The most probable sentence of a model that says, of each beginning, how probable each next token is. One beam takes the most probable token each time;
/// several pursue as many beginnings, and the sentence with the best mean of logarithms wins. Of equals the first beam and the lower token come first.
/// Source: transformers' beam search with length penalty 1, without early stopping.
/// </summary>
/// <param name="Beams">Beginnings that are pursued, at least 1.</param>
/// <param name="MinLength">Tokens before which no sentence ends, the beginning's among them.</param>
/// <param name="MaxLength">Tokens at which every sentence ends, the beginning's among them.</param>
/// <param name="End">The token that ends a sentence.</param>
public sealed record SentenceSearch(int Beams, int MinLength, int MaxLength, int End)
{
    private sealed record Beam(IReadOnlyList<int> Tokens, double Score);

    /// <summary>All tokens of the sentence, with the beginning and without the end.</summary>
    /// <param name="beginning">The tokens that it begins with.</param>
    /// <param name="next">The logits of what follows on some tokens, one for each token that there is.</param>
    public IReadOnlyList<int> Find(IReadOnlyList<int> beginning, Func<IReadOnlyList<int>, float[]> next)
    {
        List<Beam> beams = [new(beginning, 0)];
        List<Beam> ended = [];
        while (beams.Count > 0 && beams[0].Tokens.Count < MaxLength)
        {
            var length = beams[0].Tokens.Count + 1 - beginning.Count;
            List<Beam> going = [];
            // in the order of their scores; an end counts only among the best
            foreach (var (rank, (beam, token, score)) in beams.SelectMany(beam => Best(beam, next)).OrderByDescending(each => each.Score).Index())
            {
                if (token == End && rank < Beams)
                {
                    ended.Add(new(beam.Tokens, score / length));
                }
                else if (token != End && going.Count < Beams)
                {
                    going.Add(new([.. beam.Tokens, token], score));
                }
            }

            ended = [.. ended.OrderByDescending(beam => beam.Score).Take(Beams)];
            beams = going;
            // with one beam the most probable token is an end or it is not
            if (ended.Count == Beams && (Beams == 1 || beams.Count == 0 || beams[0].Score / length <= ended[^1].Score))
            {
                beams = [];
            }
        }

        return ended.Concat(beams.Select(beam => beam with { Score = beam.Score / Math.Max(1, beam.Tokens.Count - beginning.Count) }))
            .OrderByDescending(beam => beam.Score).First().Tokens;
    }

    private IEnumerable<(Beam Beam, int Token, double Score)> Best(Beam beam, Func<IReadOnlyList<int>, float[]> next)
    {
        var logits = next(beam.Tokens);
        double largest = logits.Max();
        var total = Math.Log(logits.Sum(logit => Math.Exp(logit - largest))) + largest;
        return Enumerable.Range(0, logits.Length).Where(token => token != End || beam.Tokens.Count >= MinLength)
            .OrderByDescending(token => logits[token]).Take(2 * Beams).Select(token => (beam, token, beam.Score + logits[token] - total));
    }
}
