namespace Lora.Tensors.Embedded;

// Products named by letters.
internal sealed partial class EmbeddedTensor
{
    public override Tensor Einsum(string equation, Tensor other)
    {
        var (left, right, output) = EinsumEquation(equation, Rank, other.Rank);
        return Combined(() =>
        {
            Tensor a = this, b = other;
            // a letter of one operand only that the result lacks is summed first
            (a, var la) = SumOut(a, left, right + output);
            (b, var lb) = SumOut(b, right, left + output);
            var batch = Where(la, c => lb.Contains(c) && output.Contains(c));
            var inner = Where(la, c => lb.Contains(c) && !output.Contains(c));
            var rows = Where(la, c => !lb.Contains(c));
            var columns = Where(lb, c => !la.Contains(c));
            var sizes = new Dictionary<char, int>();
            Note(sizes, la, a);
            Note(sizes, lb, b);
            int Product(string letters) => letters.Aggregate(1, (n, c) => n * sizes[c]);
            int[] Shape(string letters) => [.. letters.Select(c => sizes[c])];
            var x = Ordered(a, la, batch + rows + inner).Reshape(Product(batch), Product(rows), Product(inner));
            var y = Ordered(b, lb, batch + inner + columns).Reshape(Product(batch), Product(inner), Product(columns));
            var made = batch + rows + columns;
            return Ordered(x.MatMul(y).Reshape(Shape(made)), made, output);
        });

        static string Where(string letters, Func<char, bool> keep) => string.Concat(letters.Where(keep));
    }

    private static (string Left, string Right, string Output) EinsumEquation(string equation, int leftRank, int rightRank)
    {
        var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var operands = sides[0].Split(',');
        if (sides.Length != 2 || operands.Length != 2)
        {
            throw new ArgumentException($"Einsum '{equation}': two operands and a result, as in 'ij,jk->ik'.");
        }

        // an ellipsis stands for as many letters as the operand's rank asks for; unused characters take their place
        var dots = Math.Max(Dots(operands[0], leftRank), Dots(operands[1], rightRank));
        string Spell(string letters, int rank) => letters.Replace("...", "0123456789"[(dots - Dots(letters, rank))..dots], StringComparison.Ordinal);
        var spelled = (Spell(operands[0], leftRank), Spell(operands[1], rightRank), sides[1].Replace("...", "0123456789"[..dots], StringComparison.Ordinal));
        if (spelled.Item1.Length != leftRank || spelled.Item2.Length != rightRank || spelled.Item1.Distinct().Count() != leftRank
            || spelled.Item2.Distinct().Count() != rightRank || spelled.Item3.Any(c => !spelled.Item1.Contains(c) && !spelled.Item2.Contains(c)))
        {
            throw new ArgumentException($"Einsum '{equation}' for operands of {leftRank} and {rightRank} dimensions.");
        }

        return spelled;

        static int Dots(string letters, int rank) => letters.Contains("...", StringComparison.Ordinal) ? rank - (letters.Length - 3) : 0;
    }

    private static (Tensor, string) SumOut(Tensor x, string letters, string wanted)
    {
        List<int> gone = [.. Enumerable.Range(0, letters.Length).Where(i => !wanted.Contains(letters[i]))];
        return gone.Count == 0 ? (x, letters) : (x.Sum([.. gone]), string.Concat(letters.Where(wanted.Contains)));
    }

    private static void Note(Dictionary<char, int> sizes, string letters, Tensor x)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            if (!sizes.TryAdd(letters[i], x.Shape[i]) && sizes[letters[i]] != x.Shape[i])
            {
                throw new ArgumentException($"Einsum: '{letters[i]}' is {sizes[letters[i]]} and {x.Shape[i]}.");
            }
        }
    }

    private static Tensor Ordered(Tensor x, string from, string to) => from == to ? x : x.Permute([.. to.Select(c => from.IndexOf(c))]);

    public override Tensor Kron(Tensor other)
    {
        if (Rank != 2 || other.Rank != 2)
        {
            throw new ArgumentException($"Kron of {this} and {other}.");
        }

        return Combined(() => Reshape(Sizes[0], 1, Sizes[1], 1).Mul(other.Reshape(1, other.Shape[0], 1, other.Shape[1]))
            .Reshape(Sizes[0] * other.Shape[0], Sizes[1] * other.Shape[1]));
    }
}
