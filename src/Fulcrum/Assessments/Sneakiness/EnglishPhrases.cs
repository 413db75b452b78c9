using System.Collections.Immutable;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>The lexicon in English.</summary>
internal static class EnglishPhrases
{
    public const string Numbers = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|a few|few|several|a dozen|dozens|hundreds|thousands";

    public const string Denials = "no|not|never|without|dont|doesnt|didnt|wont|isnt|arent|cannot|cant|nothing|none|nobody|neither|nor|free of|instead of";

    public static ImmutableArray<(Phrase Topic, string Phrases)> All { get; } =
    [
        (Phrase.Pressure, """
            hurry
            act now|fast|quickly|immediately|soon
            !dont miss|wait|delay|hesitate|lose
            !do not miss|wait|delay|hesitate
            !never miss
            last|final chance|call|opportunity|hours|minutes|day
            before .. too late
            before .. gone|sold
            before .. somebody|someone|others .. buy*|book*|grab*|take*|do|does|get|gets
            only|just # .. left|remain*|available
            only|just # seat*|place*|spot*|room*|piece*|item*|unit*|car*|ticket*|slot*
            only|just # at this price
            # left|remaining .. price|stock
            almost|nearly|nearly all gone|sold
            almost|nearly sold out
            selling|going|disappearing out|fast|quickly
            sell out fast|quickly|soon
            limited time
            time is running|ticking|short
            clock is ticking
            running|run out fast|soon|of time
            now or never
            once in a lifetime
            one time only|offer|deal|chance
            only|just today|tonight|now
            today|tonight only
            # people|customers|visitors|others|shoppers|buyers|users .. looking|viewing|watching|considering|booking|reserving
            people|customers|visitors|others|shoppers|buyers .. looking|viewing|watching .. now|this
            # .. looking|viewing|watching .. right now
            someone|somebody .. just bought|booked|ordered
            in high|great demand
            !youll|you will regret
            !youll|you will miss
            !miss out
            be quick|fast
            grab .. now|while
            while it lasts
            ends|expires|closes tonight|soon|today
            everyone|everybody .. already
            your last
            limited stock|supply|supplies|edition|availability|number*
            stock|supply|supplies|places is|are limited
            price* rise*|rising|increase* .. tonight|tomorrow|soon
            price* go|goes|going up
            first come first served
            let .. slip away
            slip away
            """),
        (Phrase.Countdown, """
            ends|expires|closes|disappears|vanishes|gone|over in .. # minute*|min|mins|second*|sec|hour*|hrs
            in # minutes|seconds .. price|discount|offer|deal
            held|reserved|saved|kept|locked for|only .. # minute*|min|mins|second*|hour*
            # minutes|seconds|mins|hours left|remaining|to go|to decide
            only|just # minutes|seconds|hours
            countdown timer|clock
            you have # more|minutes|seconds|hours
            # more minutes|seconds|hours
            timer|countdown is|has running|started|begun|begins
            within|in the next # minutes|seconds
            price|discount|offer|deal .. # minutes|seconds
            """),
        (Phrase.Watched, """
            we|weve .. noticed|spotted|watched|tracked|followed|detected|observed|monitored .. you*
            we|weve saw|seen .. you*
            we can see|tell .. you*
            we|weve heard .. you*
            your neighbour*|neighbor*|colleague*|friend* .. bought|chose|drive*|ordered|booked
            !cant|couldnt|cannot stop looking|thinking|watching|browsing
            we remember|recognised|recognized .. you*
            you keep coming back
            you|youve spent # minutes|hours
            judging by|from your
            we know .. you*
            we|weve worked|figured|found out .. you*
            our|the system|records|data|cameras|sensors .. show*|tell*|reveal* .. you*
            you|youve .. looked|viewed|visited|browsed|searched|read|watched|clicked|opened .. # times|minutes|hours|days
            you|youve .. looked|viewed|visited|browsed|searched|read|lingered|hovered|googled .. yesterday|night|evening|morning|midnight|competitor*|rival*|elsewhere
            you|youve .. lingered|hovered|hesitated|stared
            been looking|searching|browsing|reading|watching .. lately|yesterday|night
            still thinking about|of
            you are|youre near|close|passing|outside|around .. now|dealer*|shop|store|showroom
            since|as|because you are|youre near|close|in|at|passing
            you live|work|drive|park|walk|sleep .. near|past|at|on|by
            near your home|house|office|work
            on your way|drive|walk to work|school|home
            """),
        (Phrase.Life, """
            congratulations on|for .. baby|pregnan*|wedding|marriage|engagement|divorce|promotion|job|birth
            congrats .. baby|pregnan*|wedding|marriage|engagement|job|birth
            your baby|pregnancy|divorce|separation|illness|disease|diagnosis|condition|disability|depression|weight|debt*|religion|faith|orientation|funeral|loss|bereavement
            your .. income|salary|wage*|debt*|overdraft|credit score
            your growing|new family
            sorry .. hear|about .. your
            people|women|men|someone|those of|at|in .. your age|weight|income|situation|condition
            expecting|having a baby|child|birth
            your due date
            soon to be mum|mom|mother|dad|father|parent*
            new mum|mom|dad
            now that youre|you are single|pregnant|divorced|unemployed|retired|alone|married
            """),
        (Phrase.Told, """
            you told|said|asked|wrote|chose|picked|saved|stated|gave|entered|shared
            as you told|asked|wished|wrote|said
            you .. told us
            """),
        (Phrase.Weakness, """
            pregnan*
            lonely|desperate|vulnerable|naive|gullible|impulsive|addict*|gambl*|alcohol*|obese|overweight
            depress*|anxious|anxiety|insecure|grieving|bereaved|widow*
            debt*|bankrupt*|insolven*|poor|unemployed|jobless
            low income*|earner*
            money worries|trouble*|problem*
            struggl* .. money|pay*|debt*|bills|rent
            gay|lesbian|homosexual|bisexual|transgender
            muslim*|jewish|jews|christian*|hindu*|religious|atheist*
            cancer|diabet*|hiv|ill|sick|disabled|disability|disease|illness
            health condition*
            divorc*|menopaus*|fertility
            immigrant*|migrant*|ethnic*|racial
            voters|conservative|liberal
            left|right wing
            elderly .. alone|confus*
            easily .. persuaded|upset|tempted|scared
            tired|stressed|exhausted|drunk|panic*
            rarely|never say no
            !cannot|cant|hardly resist|refuse|say no
            """),
        (Phrase.FarNo, """
            !to say no .. call|phone|ring|write|letter|post|fax|visit|come
            !to refuse|decline|object|unsubscribe|cancel|withdraw|stop|leave|opt .. call|phone|ring|write|letter|post|fax|visit|come
            !to refuse|decline|object|unsubscribe|cancel|withdraw|stop|leave .. it|them|out .. call|phone|write|letter|visit|come
            !opt out .. by post|phone|letter|fax|calling|writing|visiting
            !opt out|refuse|decline|unsubscribe|cancel .. only .. phone|post|person|letter|calling|writing
            !unsubscrib*|cancel*|refus*|opting .. takes|within # days|weeks|working|business
            !to refuse|decline|object|unsubscribe|cancel|stop .. passport|form|reason|explain
            !tell us why .. before .. can|may|stop|leave|refuse
            !you can|may refuse|decline|opt .. later|afterwards .. settings|account|menu
            """),
        (Phrase.NoNo, """
            !later|maybe|perhaps|skip for now
            !not now|yet|today
            !remind me
            !settings|options|preferences|customise|customize|manage|configure|details|more|learn
            """),
        (Phrase.Shame, """
            !are you sure .. want|wish .. lose|miss|give|leave|forgo|without
            !you|youll|will lose .. benefits|advantages|access|everything|rewards|points|discount*
            !sad|sorry to see you
            !we are|were sad|hurt|disappointed|heartbroken
            !breaks our|my heart
            !dont|do not let .. down
            !less|not safe without
            !without .. unsafe|danger*|worse|boring|irrelevant|at risk
            !family|children|kids .. risk|danger*|less safe|unprotected|suffer
            !at your own risk
            !only fools|losers
            !dont you care
            """),
        (Phrase.ShamingNo, """
            !no .. i|id|im .. full|more price|money
            !no .. i|id|im .. like|love|prefer|enjoy|hate|rather
            !i .. dont|do not|not care|like|need|want .. sav*|money|safe*|discount*|deal*|better|good|health*|protect*|famil*|offer*|benefit*
            !i|id .. rather|prefer .. pay|stay|miss|be
            !no .. dont|do not|not care|need .. safe*|sav*|famil*|health*|deal*
            !lose|miss|forgo|give up .. it|them|benefits|out|my|discount
            !stay|remain|be bored|uninformed|ignorant|unprotected|behind|unsafe
            !i am|im not interested in sav*|safe*|good
            !pay .. full|more
            !discount*|saving*|deal*|safety|gift*|benefit* .. not for me|us
            """),
        (Phrase.Bundled, """
            !by continuing|using|clicking|pressing|signing|registering|ordering|buying|downloading|entering|staying|visiting|browsing|scrolling|submitting|sending|closing .. agree|consent|accept|allow|authorise|authorize
            !if|when you continue|stay|browse|scroll|order|use .. agree|consent|accept
            !continued use .. agree*|consent|accept*|means
            !accept|agree .. terms .. and .. marketing|newsletter|offers|advert*|sharing|share|profil*|partners|messages
            !agree|consent .. marketing|newsletter|advert* .. and .. sharing|share|profil*|partners
            !must|need|have|required to|first agree|accept|consent|allow
            !must|need|have to .. agree|accept|consent|allow|subscribe .. to|before|or
            !must agree|accept|consent|allow|subscribe
            !only if|when|after you agree|accept|consent|allow|subscribe
            !no access|entry|service|discount without .. consent|agree*|accept*
            !unless|until you agree|accept|consent|allow|subscribe
            !to download|continue|enter|proceed|read .. agree|consent|accept
            !agree|accept|consent|subscribe to continue|proceed|read|enter|unlock|see|use
            """),
        (Phrase.Preset, """
            !untick|uncheck|deselect|unselect .. if|to|unless|box
            !box|boxes|option|choice|toggle|switch is|are already|pre .. ticked|checked|selected|on|set
            !box|boxes|option|toggle|switch is|are ticked|checked|selected .. for you|beforehand|by default
            pre|already ticked|checked|selected|enrolled|subscribed|opted
            subscribed|enrolled|signed already|automatically
            already|automatically signed
            automatically .. subscribe*|enrol*|opted|sign*|switched|turned
            on|enabled|active by default
            !unless you .. otherwise|object|refuse|opt|decline|say no|cancel
            !if you .. dont|do not object|reply|answer|refuse|opt|cancel|respond
            !silence|no answer|no reply means|counts|is .. yes|agree*|consent
            !we .. assume|take it .. you agree|consent|accept|happy|yes
            weve ticked|chosen|selected|switched|turned|added|signed .. you|on|it
            we have|already ticked|chosen|selected|switched|turned|added|signed .. you|on|it
            """),
        (Phrase.Denial, """
            !dont|do not .. unless .. dont|do not|not
            !dont|do not|not .. not to
            !untick|uncheck .. not .. not
            !do not .. unless .. not
            !opt out of not
            !not .. refuse|decline|opt not
            !never not
            """),
        (Phrase.HandedOn, """
            sell|sells|selling|trade|rent .. data|list*|visitor*|customer*|profile*|address*|details
            share|pass|give|transfer|disclose|send .. third parties|party
            share|shares|sharing|pass|give|transfer|disclose .. partner*|affiliate*|advertiser*|broker*|sponsor*
            data|audience broker*
            share|pass|give|disclose .. selected|other|carefully companies|organisations|organizations|chosen|selected
            """),
        (Phrase.ForSecurity, """
            secur*
            fraud*
            protect .. account|you|data
            keep .. account .. safe
            check|verify|confirm .. is|its you
            verif*
            """),
        (Phrase.ForLaw, """
            required|demanded|obliged by .. law|regulat*
            law|regulat* .. require*|demand*|oblige*
            legal|statutory obligation|duty|requirement*
            """),
        (Phrase.ForService, """
            deliver*|repair*|booking*|appointment*|warranty|invoice*|refund*
            your|an order|orders
            asked us for|you asked|test drive
            needed|necessary .. work|site|app|function*
            technically|strictly necessary|needed
            nearest|dealer*
            """),
        (Phrase.ForFitting, """
            suit*|fit|fits|fitting|personal*|tailor*|relevant|recommend*|interest*
            """),
        (Phrase.ForPromotion, """
            offer|offers|newsletter*|news|promot*|advert*|marketing|discount*|deals|ads
            """),
        (Phrase.ForCounting, """
            count|counts|statistic*|measure*|analy*|understand*|learn which|improv*
            """),
    ];
}
