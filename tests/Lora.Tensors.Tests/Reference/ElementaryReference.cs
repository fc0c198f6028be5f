namespace Lora.Tensors.Tests.Reference;

/// <summary>Functions that .NET's Math lacks, by their series in double: slow and obvious.</summary>
internal static class ElementaryReference
{
    public static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return Math.Exp(x) - 1;
        }

        double sum = 0, term = x;
        for (var k = 2; k < 30; k++)
        {
            sum += term;
            term *= x / k;
        }

        return sum;
    }

    public static double Log1p(double x)
    {
        if (Math.Abs(x) > 0.1)
        {
            return Math.Log(1 + x);
        }

        double sum = 0, power = x;
        for (var k = 1; k < 30; k++)
        {
            sum += power / k;
            power *= -x;
        }

        return sum;
    }

    public static double Erf(double x)
    {
        // sum of x (2 x^2)^k / (1 3 5 ... (2k + 1)), all terms of one sign
        double term = x, sum = 0;
        for (var k = 0; k < 200; k++)
        {
            sum += term;
            term *= 2 * x * x / (2 * k + 3);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
