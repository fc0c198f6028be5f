namespace Lora.Imaging;

/// <summary>
/// Even stripes along a picture's sides: letterbox, pillarbox, frame. Found from outside inwards, side by side and until nothing more comes off, so that a
/// frame within a frame is found too.
/// </summary>
/// <param name="Left">Pixels, as the other sides.</param>
/// <param name="IsFlat">All is one colour: there is no picture inside, and the sides are 0.</param>
/// <param name="Straight">
/// The least share, among the sides with a stripe, of the first line behind it that differs from it: near 1 for a letterbox, small for a plain background
/// before which something stands. 1 where there is no stripe.
/// </param>
public readonly record struct PictureBorder(int Left, int Top, int Right, int Bottom, bool IsFlat, double Straight)
{
    // mean difference of a line from the stripe's colour: noise and the ringing of JPEG are below, a dark scene above
    private const int LineTolerance = 14;

    private const int PixelTolerance = 24;

    /// <summary>The largest stripe's share of its side.</summary>
    public double Share(int width, int height) => Math.Max((double)Math.Max(Left, Right) / width, (double)Math.Max(Top, Bottom) / height);

    public static PictureBorder Of(Rgb24Image image)
    {
        var box = new Box(image, 0, 0, image.Width, image.Height);
        var straight = 1d;
        while (box.Peel(ref straight))
        {
        }

        return box.IsEmpty ? new(0, 0, 0, 0, IsFlat: true, 1)
            : new(box.Left, box.Top, image.Width - box.Right, image.Height - box.Bottom, IsFlat: false, straight);
    }

    private sealed class Box(Rgb24Image image, int left, int top, int right, int bottom)
    {
        public int Left { get; private set; } = left;

        public int Top { get; private set; } = top;

        public int Right { get; private set; } = right;

        public int Bottom { get; private set; } = bottom;

        public bool IsEmpty => Left >= Right || Top >= Bottom;

        /// <summary>Takes the stripes of one colour off each side; false where there is none.</summary>
        public bool Peel(ref double straight)
        {
            var before = (Left, Top, Right, Bottom);
            Top += Stripe(Bottom - Top, depth => Line(Left, Top + depth, Right - Left, 3), ref straight);
            Bottom -= Stripe(Bottom - Top, depth => Line(Left, Bottom - 1 - depth, Right - Left, 3), ref straight);
            Left += Stripe(Right - Left, depth => Line(Left + depth, Top, Bottom - Top, image.Width * 3), ref straight);
            Right -= Stripe(Right - Left, depth => Line(Right - 1 - depth, Top, Bottom - Top, image.Width * 3), ref straight);
            return !IsEmpty && before != (Left, Top, Right, Bottom);
        }

        private int Stripe(int size, Func<int, (int Start, int Count, int Step)> line, ref double straight)
        {
            if (IsEmpty)
            {
                return 0;
            }

            var colour = Colour(line(0));
            var depth = 0;
            while (depth < size && Difference(line(depth), colour) <= LineTolerance)
            {
                depth++;
            }

            if (depth > 0 && depth < size)
            {
                straight = Math.Min(straight, Differing(line(depth), colour));
            }

            return depth;
        }

        private (int Start, int Count, int Step) Line(int x, int y, int count, int step) => ((y * image.Width + x) * 3, count, step);

        // the median of each channel
        private Rgb Colour((int Start, int Count, int Step) line)
        {
            Span<byte> colour = stackalloc byte[3];
            var levels = new int[256];
            for (var channel = 0; channel < 3; channel++)
            {
                Array.Clear(levels);
                for (int i = 0, at = line.Start + channel; i < line.Count; i++, at += line.Step)
                {
                    levels[image.Pixels[at]]++;
                }

                for (var seen = levels[0]; seen * 2 < line.Count; seen += levels[++colour[channel]])
                {
                }
            }

            return new(colour[0], colour[1], colour[2]);
        }

        // the mean of the channel that differs most
        private double Difference((int Start, int Count, int Step) line, Rgb colour)
        {
            long r = 0, g = 0, b = 0;
            for (int i = 0, at = line.Start; i < line.Count; i++, at += line.Step)
            {
                r += Math.Abs(image.Pixels[at] - colour.R);
                g += Math.Abs(image.Pixels[at + 1] - colour.G);
                b += Math.Abs(image.Pixels[at + 2] - colour.B);
            }

            return (double)Math.Max(r, Math.Max(g, b)) / line.Count;
        }

        private double Differing((int Start, int Count, int Step) line, Rgb colour)
        {
            var differing = 0;
            for (int i = 0, at = line.Start; i < line.Count; i++, at += line.Step)
            {
                var most = Math.Max(Math.Abs(image.Pixels[at] - colour.R),
                    Math.Max(Math.Abs(image.Pixels[at + 1] - colour.G), Math.Abs(image.Pixels[at + 2] - colour.B)));
                differing += most > PixelTolerance ? 1 : 0;
            }

            return (double)differing / line.Count;
        }
    }
}
