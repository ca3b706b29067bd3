/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/arena.h"
#include "check_main.h"
#include "estate_maker.h"
#include "plan_maker.h"
#include "scenario/scenario.h"
#include "verify/verify.h"

/* A plan of an estate, and what verify says: NULL = nothing is refuted, else a part of a text. */
struct verify_case {
    const char *estate, *lose, *plan, *expected;
};

#define SAME NULL /* the estate, or the loss, of the case before */

static const struct verify_case cases[] = {
    /* 1, two answers: as_is, the resident stays */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n"
     "work L A w 1 8\n stack L A 0\n work L N w 1 5\n stack L N 1\n"
     "work S R w 1 4\n place S R w s1 1\n stack S R 3\n",
     "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:1,1,1<=1! t1:1,1,0<=1!", "S/s1: cpu: the plan adds 8"},
    {SAME, "L", "t0:1,1,0<=0! t1:1,1,0<=0!", "tier 1: bound 0 is claimed certified"},
    {SAME, "L", "t0:1,1,0<=0! t1:1,1,0<=1!", NULL},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=0!", "more than its bound"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,0<=1!", "tier 1: recovered weight 0"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:2,1,1<=1!", "tier 1: 2 displaced"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,2,1<=2!", "tier 1: displaced weight 2"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0!", "tier 1: 1 stacks are displaced"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t1:1,1,1<=1!", "tier 0: 1 stacks are displaced"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1! t3:0,0,0<=0!", "tier 3: is not"},
    {SAME, "L", "+L/N>S t0:1,1,0<=0! t1:1,1,1<=1!", "0 replicas are placed; expected 1"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=2 t0:1,1,0<=0! t1:1,1,1<=1!", "2 replicas are placed"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=0 t0:1,1,0<=0! t1:1,1,1<=1!", "found 0 replicas"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=-1 t0:1,1,0<=0! t1:1,1,1<=1!", "found -1 replicas"},
    {SAME, "L", "L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "its stack is not in the plan"},
    {SAME, "L", "-L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "is claimed not recovered"},
    {SAME, "L", "+L/N>L L/N.w@L/n=1 t0:1,1,0<=0! t1:1,1,1<=1!", "L is lost or not allowed"},
    {SAME, "L", "+L/N>L L/N.w@L/n=1 t0:1,1,0<=0! t1:1,1,1<=1!", "the node is lost"},
    {SAME, "L", "+L/N>* L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "found target cluster -1"},
    {SAME, "L", "+S/R>S S/R.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "loses nothing"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 !S/R.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "expected 0 to 0"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "listed twice"},
    {SAME, "L", "+L/N>S +L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "listed twice"},
    {SAME, "L", "+L/N>S L/N.w@S/s1=1 t1:1,1,1<=1! t0:1,1,0<=0!", "tiers do not ascend"},
    {SAME, "L", "only=0 t0:1,1,0<=0!", NULL},
    {SAME, "L", "only=0 +L/N>S L/N.w@S/s1=1 t0:1,1,0<=0! t1:1,1,1<=1!", "its tier is not asked"},

    /* 2, the present is not judged, and headroom binds what is new */
    {"cluster L\n node L n 20\n cluster S headroom=1\n node S s1 10\n node S s2 10\n"
     "work L A w 1 9\n stack L A 0\n work S R w 1 10\n place S R w s1 1\n stack S R 0\n"
     "work L Z w 1 0\n stack L Z 1\n",
     "L", "+L/A>S L/A.w@S/s2=1 +L/Z>S L/Z.w@S/s1=1 t0:1,1,1<=1! t1:1,1,1<=1!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:1,1,1<=1! t1:1,1,0<=1!", "free are 0"},
    {SAME, "L", "repack !S/R.w@S/s1=1 +L/A>S L/A.w@S/s2=1 t0:1,1,1<=1! t1:1,1,0<=1!", NULL},
    {SAME, "L", "repack !S/R.w@S/s2=1 +L/A>S L/A.w@S/s1=1 t0:1,1,1<=1! t1:1,1,0<=1!",
     "S/s2: cpu: the plan adds 10; free are 9"},
    {SAME, "L", "repack +L/A>S L/A.w@S/s2=1 t0:1,1,1<=1! t1:1,1,0<=1!", "expected 1 to 1"},
    {SAME, "L", "repack !S/R.w@S/s1=2 t0:1,1,0<=1! t1:1,1,0<=1!", "2 resident replicas"},
    {SAME, "L", "repack !S/R.w@L/n=1 t0:1,1,0<=1! t1:1,1,0<=1!", "stay in their cluster"},
    {SAME, "L", "repack !L/A.w@S/s1=1 t0:1,1,0<=1! t1:1,1,0<=1!", "its cluster is lost"},

    /* 6, 7: choice and weight */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n"
     "work L A w 1 6\n stack L A 0 weight=2\n work L B w 1 6\n stack L B 0 weight=1\n",
     "L", "+L/A>S L/A.w@S/s1=1 t0:2,3,2<=3!", NULL},
    {SAME, "L", "+L/B>S L/B.w@S/s1=1 t0:2,3,2<=3!", "the plan recovers 1"},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:2,3,2<=2!", "coverage and the certificate say 3"},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:2,3,2<=2", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 +L/B>S L/B.w@S/s1=1 t0:2,3,3<=3!", "the plan adds 12"},

    /* 8, own impossibility: no node has 12 */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n node S s2 10\n"
     "work L A w 1 12\n stack L A 0\n",
     "L", "t0:1,1,0<=0!", NULL},
    /* the second textbook trap: ten nodes of 8 do not take 12, two of 16 do */
    {"cluster L\n node L n 20\n cluster S\n node S s1 8\n node S s2 8\n cluster T\n node T t1 16\n"
     "work L A w 1 12\n stack L A 0\n",
     "L", "+L/A>T L/A.w@T/t1=1 t0:1,1,1<=1!", NULL},
    {SAME, "L", "+L/A>S L/A.w@T/t1=1 t0:1,1,1<=1!", "not in the stack's target"},

    /* 9, requires across tiers */
    {"cluster L\n node L n 20\n cluster S\n node S s1 6\n work L app w 1 2\n"
     "stack L app 0 requires=db\n work L db w 1 4\n stack L db 2\n work L other w 1 4\n"
     "stack L other 1\n",
     "L", "+L/app>S L/app.w@S/s1=1 +L/db>S L/db.w@S/s1=1 t0:1,1,1<=1! t1:1,1,0<=1! t2:1,1,1<=1!",
     NULL},
    {SAME, "L",
     "+L/app>S L/app.w@S/s1=1 +L/other>S L/other.w@S/s1=1 t0:1,1,1<=1! t1:1,1,1<=1! t2:1,1,0<=1!",
     "L/app: is claimed recovered"},
    {SAME, "L",
     "-L/app>S L/app.w@S/s1=1 +L/other>S L/other.w@S/s1=1 t0:1,1,0<=1! t1:1,1,1<=1! t2:1,1,0<=1!",
     NULL},
    {SAME, "L", "only=0 +L/app>S L/app.w@S/s1=1 +L/db>S L/db.w@S/s1=1 t0:1,1,1<=1!", NULL},
    {SAME, "L", "only=0 +L/app>S L/app.w@S/s1=1 t0:1,1,1<=1!", "L/app: is claimed recovered"},

    /* 10, requires on a survivor: a requires web, web requires db, which is displaced */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L db w 1 11\n stack L db 1\n"
     "work S web w 1 1\n place S web w s1 1\n stack S web 0 requires=db\n"
     "work L a w 1 1\n stack L a 2 requires=web\n",
     "L", "t1:1,1,0<=0! t2:1,1,0<=0!", NULL},
    {SAME, "L", "+L/a>S L/a.w@S/s1=1 t1:1,1,0<=0! t2:1,1,1<=1!", "L/a: is claimed recovered"},
    {SAME, "L", "-L/a>S L/a.w@S/s1=1 t1:1,1,0<=0! t2:1,1,0<=0!", NULL},
    /* platform is never displaced */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n platform sys\n work L sys w 1 1\n"
     "place L sys w n 1\n work L a w 1 1\n stack L a 0\n",
     "L", "+L/a>S L/a.w@S/s1=1 t0:1,1,1<=1!", NULL},
    {SAME, "L", "+L/sys>S L/sys.w@S/s1=1 t0:1,1,0<=1!", "L/sys: is in the plan, but loses"},
    {SAME, "L", "+L/a>S L/a.w@S/s1=1 L/sys.w@S/s1=1 t0:1,1,1<=1!", "nothing of it is displaced"},
    /* a@same: beside a displaced stack, and beside a survivor */
    {"cluster L\n node L n 20\n cluster S\n node S s1 2\n cluster T\n node T t1 9\n"
     "work L a w 1 1\n stack L a 0 requires=b@same\n work L b w 1 2\n stack L b 0\n"
     "work T c w 1 1\n place T c w t1 1\n work L d w 1 1\n stack L d 1 requires=c@same\n",
     "L", "+L/a>T L/a.w@T/t1=1 +L/b>T L/b.w@T/t1=1 +L/d>T L/d.w@T/t1=1 t0:2,2,2<=2! t1:1,1,1<=1!",
     NULL},
    {SAME, "L",
     "+L/a>T L/a.w@T/t1=1 +L/b>S L/b.w@S/s1=1 +L/d>T L/d.w@T/t1=1 t0:2,2,2<=2! t1:1,1,1<=1!",
     "L/a: is claimed recovered"},
    {SAME, "L",
     "+L/a>T L/a.w@T/t1=1 +L/b>T L/b.w@T/t1=1 +L/d>S L/d.w@S/s1=1 t0:2,2,2<=2! t1:1,1,1<=1!",
     "L/d: is claimed recovered"},

    /* 12, active/active: 3 replicas of 2 on L, 3 on S; 2 of the lost ones fit */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n cluster T\n node T t1 20\n"
     "work L shop w 3 2\n place L shop w n 3\n stack L shop 0 aa\n"
     "work S shop w 3 2\n place S shop w s1 3\n stack S shop 0 aa\n",
     "L", "-L/shop>* L/shop.w@S/s1=2 t0:1,1,0<=0!", NULL},
    {SAME, "L", "+L/shop>* L/shop.w@S/s1=3 t0:1,1,1<=1!", "the plan adds 6; free are 4"},
    {SAME, "L", "+L/shop>* L/shop.w@S/s1=2 t0:1,1,1<=1!", "L/shop: is claimed recovered"},
    {SAME, "L", "+L/shop>* L/shop.w@S/s1=2 L/shop.w@T/t1=1 t0:1,1,1<=1!",
     "the cluster is not allowed"},
    {SAME, "L", "-L/shop>S L/shop.w@S/s1=2 t0:1,1,0<=0!", "found a target cluster"},
    /* nothing of it lives on, and it may not be split: whole to one cluster */
    {SAME, "L,S", "+L/shop>T L/shop.w@T/t1=3 S/shop.w@T/t1=3 t0:1,1,1<=1!", NULL},
    {SAME, "L,S", "+L/shop>T L/shop.w@T/t1=3 t0:1,1,1<=1!", "L/shop"},
    {SAME, "L,S", "-L/shop>* L/shop.w@T/t1=3 t0:1,1,0<=1!", "found target cluster"},
    {SAME, "L,S", "+S/shop>T S/shop.w@T/t1=3 t0:1,1,1<=1!", "another lost instance"},
    /* split, with a daemon that runs at home and is charged elsewhere; caps count the survivors */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n node S s2 10\n cluster T\n node T t1 5\n"
     "node T t2 5\n work L shop w 4 2 node=2\n work L shop d 1 3 daemon\n stack L shop 0 aa split\n"
     "work S shop w 1 2 node=2\n place S shop w s1 1\n work S shop d 2 3 daemon\n"
     "place S shop d s1 1\n place S shop d s2 1\n stack S shop 0 aa split\n",
     "L", "+L/shop>* L/shop.w@S/s1=1 L/shop.w@S/s2=2 L/shop.w@T/t1=1 t0:1,1,1<=1!", NULL},
    {SAME, "L", "+L/shop>* L/shop.w@S/s1=2 L/shop.w@S/s2=2 t0:1,1,1<=1!",
     "S/s1: 3 replicas; max_per_node is 2"},
    {SAME, "L", "+L/shop>* L/shop.w@S/s2=2 L/shop.w@T/t1=2 t0:1,1,1<=1!",
     "T/t1: cpu: the plan adds 7; free are 5"},
    {SAME, "L", "+L/shop>* L/shop.w@S/s2=4 t0:1,1,1<=1!", "S/s2: 4 replicas"},
    {SAME, "L", "+L/shop>* L/shop.w@S/s2=4 L/shop.d@T/t1=1 t0:1,1,1<=1!", "daemons are not listed"},
    /* a workload without a survivor makes the family down until one replica is back */
    {"cluster L\n node L n 20\n cluster S\n node S s1 4\n work L shop w 2 2\n work L shop x 1 2\n"
     "stack L shop 0 aa\n work S shop w 1 2\n place S shop w s1 1\n stack S shop 0 aa\n"
     "work L app w 1 0\n stack L app 1 requires=shop\n",
     "L", "-L/shop>* L/shop.x@S/s1=1 +L/app>S L/app.w@S/s1=1 t0:1,1,0<=1! t1:1,1,1<=1!", NULL},
    {SAME, "L", "-L/shop>* L/shop.w@S/s1=1 +L/app>S L/app.w@S/s1=1 t0:1,1,0<=1! t1:1,1,1<=1!",
     "L/app: is claimed recovered"},

    /* 13, equal names, not declared: two stacks, L's is displaced whole */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n work L shop w 1 5\n stack L shop 0\n"
     "work S shop w 1 5\n place S shop w s1 1\n stack S shop 0\n",
     "L", "+L/shop>S L/shop.w@S/s1=1 t0:1,1,1<=1!", NULL},

    /* 14, orchestrator family, targets, portable */
    {"cluster L kind=kubernetes\n node L n 20\n cluster S kind=swarm\n node S s1 90\n"
     "cluster M kind=mke\n node M m1 1\n work L a w 1 5\n stack L a 0\n"
     "work L b w 1 5\n stack L b 0 targets=S\n work L c w 1 5\n stack L c 0 portable\n"
     "work L d w 1 1\n stack L d 0\n work L e w 1 5\n stack L e 0 portable not=S\n",
     "L", "+L/b>S L/b.w@S/s1=1 +L/c>S L/c.w@S/s1=1 +L/d>M L/d.w@M/m1=1 t0:5,5,3<=3!", NULL},
    {SAME, "L", "+L/a>S L/a.w@S/s1=1 t0:5,5,1<=3!", "S is lost or not allowed"},
    {SAME, "L", "+L/e>S L/e.w@S/s1=1 t0:5,5,1<=3!", "S is lost or not allowed"},
    {SAME, "L", "+L/b>M L/b.w@M/m1=1 t0:5,5,1<=3!", "M is lost or not allowed"},

    /* 15, partial loss */
    {"cluster L\n node L n1 10\n node L n2 10\n node L n3 10\n cluster S\n node S s1 99\n"
     "work L a w 6 2 node=3\n place L a w n1 2\n place L a w n2 2\n place L a w n3 2\n"
     "stack L a 0\n",
     "L/node:n1", "+L/a>* L/a.w@L/n2=1 L/a.w@L/n3=1 t0:1,1,1<=1!", NULL},
    {SAME, "L/node:n1", "+L/a>* L/a.w@L/n2=2 t0:1,1,1<=1!", "L/n2: 4 replicas; max_per_node is 3"},
    {SAME, "L/node:n1", "+L/a>* L/a.w@S/s1=2 t0:1,1,1<=1!", "the cluster is not allowed"},
    {SAME, "L/node:n1", "+L/a>* L/a.w@L/n1=2 t0:1,1,1<=1!", "the node is lost"},
    {SAME, "L/node:n1", "+L/a>L L/a.w@L/n2=1 L/a.w@L/n3=1 t0:1,1,1<=1!", "found a target cluster"},
    {SAME, "L/node:n1", "-L/a>* L/a.w@L/n2=1 t0:1,1,0<=1!", NULL},
    {SAME, "L/node:n1", "-L/a>* L/a.w@L/n2=1 t0:1,1,0<=0!", "say 1"},
    {SAME, "L/node:n1,L/node:n2", "-L/a>* L/a.w@L/n3=1 t0:1,1,0<=0!", NULL},
    {SAME, "L/node:n1", "repack !L/a.w@L/n2=3 !L/a.w@L/n3=1 +L/a>* L/a.w@L/n3=2 t0:1,1,1<=1!",
     NULL},
    {SAME, "L/node:n1", "repack !L/a.w@L/n2=2 !L/a.w@L/n3=2 +L/a>* L/a.w@L/n3=2 t0:1,1,1<=1!",
     "L/n3: 4 replicas"},

    /* 16, unknown residents: the third of 6 has no place and is left out */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n node S s2 10\n work L A w 1 4\n"
     "stack L A 0\n work S R w 3 6 unknown\n stack S R 0\n",
     "L", "!S/R.w@S/s1=1 !S/R.w@S/s2=1 +L/A>S L/A.w@S/s1=1 t0:1,1,1<=1!", NULL},
    {SAME, "L", "!S/R.w@S/s1=2 +L/A>S L/A.w@S/s2=1 t0:1,1,1<=1!", "S/s1: cpu: the plan adds 12"},
    {SAME, "L", "!S/R.w@S/s1=1 !S/R.w@L/n=1 t0:1,1,0<=1!", "stay in their cluster"},
    {SAME, "L", "!S/R.w@S/s1=3 !S/R.w@S/s2=1 t0:1,1,0<=1!", "expected 0 to 3"},

    /* 17, own daemon fills all three nodes */
    {"cluster L\n node L n 20\n cluster S\n node S s1 1\n node S s2 1\n node S s3 1\n"
     "work L A w 1 1\n work L A d 1 1 daemon\n stack L A 0\n",
     "L", "t0:1,1,0<=0!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:1,1,1<=1!", "S/s1: cpu: the plan adds 2; free are 1"},

    /* 18, pods not named and zeros */
    {"cluster L\n node L n 20\n cluster S\n node S s1 1\n cluster T\n node T t1 1 pods=299\n"
     "work L A w 300 0\n stack L A 0\n",
     "L", "+L/A>S L/A.w@S/s1=300 t0:1,1,1<=1!", NULL},
    {SAME, "L", "+L/A>T L/A.w@T/t1=300 t0:1,1,1<=1!", "T/t1: pods: the plan adds 300"},
    /* a GPU that a node does not name is none */
    {"cluster L\n node L n 20\n cluster S\n node S s1 9\n node S s2 9 gpu=1\n"
     "work L A w 1 1 gpu=1\n stack L A 0\n",
     "L", "+L/A>S L/A.w@S/s2=1 t0:1,1,1<=1!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:1,1,1<=1!", "nvidia.com/gpu: the plan adds 1; free are 0"},

    /* 19, per zone */
    {"cluster L\n node L n 20\n cluster S\n node S s1 20 zone=a\n node S s2 20 zone=b\n"
     "node S s3 20 zone=b\n work L A w 4 5 zone=1\n stack L A 0\n"
     "work L B w 2 5 zone=1\n stack L B 1\n",
     "L", "+L/B>S L/B.w@S/s1=1 L/B.w@S/s3=1 t0:1,1,0<=0! t1:1,1,1<=1!", NULL},
    {SAME, "L", "+L/B>S L/B.w@S/s2=1 L/B.w@S/s3=1 t0:1,1,0<=0! t1:1,1,1<=1!",
     "2 replicas in the zone of S/s2; max_per_zone is 1"},
    {SAME, "L", "+L/A>S L/A.w@S/s1=2 L/A.w@S/s2=2 t0:1,1,1<=1! t1:1,1,0<=1!", "max_per_zone is 1"},
    /* nodes without a zone are one zone */
    {"cluster L\n node L n 20\n cluster S\n node S s1 20\n node S s2 20\n"
     "work L A w 2 5 zone=1\n stack L A 0\n",
     "L", "t0:1,1,0<=0!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 L/A.w@S/s2=1 t0:1,1,1<=1!", "max_per_zone is 1"},

    /* a resident daemon of unknown nodes uses one replica on each node that takes it */
    {"cluster L\n node L n 20\n cluster S\n node S s1 10\n node S s2 10 taint=k:v:NoSchedule\n"
     "work L A w 1 8\n stack L A 0\n work L B w 1 10 tolerate=k:v\n stack L B 0\n"
     "work S agent d 1 3 daemon\n",
     "L", "+L/B>S L/B.w@S/s2=1 t0:2,2,1<=1!", NULL},
    {SAME, "L", "+L/A>S L/A.w@S/s1=1 t0:2,2,1<=1!", "the plan adds 8; free are 7"},
    {SAME, "L", "+L/A>S L/A.w@S/s2=1 t0:2,2,1<=1!", "does not take it"},

    /* rules and states of nodes */
    {"cluster L\n node L n 20\n cluster S\n node S lin 9 os=linux arch=amd64 label=disk:ssd\n"
     "node S win 9 os=windows\n node S off 9 cordoned\n node S bad 9 notready\n"
     "work L a w 1 1 os=windows\n stack L a 0\n work L b w 1 1 select=disk:ssd\n stack L b 0\n"
     "work L c w 1 1 in=kubernetes.io/os:linux notin=disk:hdd exists=disk arch=amd64\n stack L c "
     "0\n"
     "work L d w 1 1 notin=disk:ssd\n stack L d 0\n work L e w 1 1 "
     "select=kubernetes.io/hostname:off\n"
     "stack L e 0\n",
     "L",
     "+L/a>S L/a.w@S/win=1 +L/b>S L/b.w@S/lin=1 +L/c>S L/c.w@S/lin=1 +L/d>S L/d.w@S/win=1 "
     "t0:5,5,4<=4!",
     NULL},
    {SAME, "L", "+L/a>S L/a.w@S/lin=1 t0:5,5,1<=4!", "does not take it"},
    {SAME, "L", "+L/b>S L/b.w@S/win=1 t0:5,5,1<=4!", "does not take it"},
    {SAME, "L", "+L/c>S L/c.w@S/win=1 t0:5,5,1<=4!", "does not take it"},
    {SAME, "L", "+L/d>S L/d.w@S/lin=1 t0:5,5,1<=4!", "does not take it"},
    {SAME, "L", "+L/d>S L/d.w@S/off=1 t0:5,5,1<=4!", "does not take it"},
    {SAME, "L", "+L/d>S L/d.w@S/bad=1 t0:5,5,1<=4!", "does not take it"},
    {SAME, "L", "+L/e>S L/e.w@S/off=1 t0:5,5,1<=5!", "does not take it"},
    {SAME, "L", "t0:5,5,0<=3!", "say 4"},
    {NULL, NULL, NULL, NULL},
};

START_TEST(plans_are_judged)
{
    struct estate *estate = NULL;

    for (int i = 0; cases[i].plan; i++) {
        if (cases[i].estate) {
            estate_free(estate);
            estate = estate_make(cases[i].estate);
        }
        made_judge(estate, cases[i].lose, cases[i].plan, cases[i].expected, i);
    }
    estate_free(estate);
}
END_TEST

START_TEST(what_is_left_out_is_told)
{
    struct estate *estate = estate_make("cluster L\n node L n 20\n cluster S\n node S s1 10\n"
                                        "work L A w 1 4\n stack L A 0\n"
                                        "work S R w 3 6 unknown\n");
    struct arena *arena = arena_new();
    struct verify_report report = {0};
    struct scenario scenario;
    struct made_plan made;

    made_scenario(estate, "L", arena, &scenario);
    plan_make(estate, "!S/R.w@S/s1=1 +L/A>S L/A.w@S/s1=1 t0:1,1,1<=1!", &made);
    verify_plan(estate, &scenario, &made.options, &made.plan, arena, &report);
    ck_assert_int_eq(report.refuted, 0);
    ck_assert_int_eq(report.residents_left_out, 2);
    ck_assert_ptr_nonnull(strstr(report.note, "2 resident replicas"));
    arena_free(arena);
    estate_free(estate);
}
END_TEST

static Suite *verify_suite(void)
{
    Suite *suite = suite_create("verify");
    TCase *tests = tcase_create("verify");

    tcase_add_test(tests, plans_are_judged);
    tcase_add_test(tests, what_is_left_out_is_told);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(verify_suite)
