namespace AuditService.Web;

/// <summary>The page for people.</summary>
internal static class WebView
{
    public static void Map(IEndpointRouteBuilder routes) => _ = routes;
}
